//! `errdex docs build`: renders the site of the catalogs, with all processors, and writes it into a folder.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{Args, ValueEnum};

use crate::render::{diagnostics, printable};
use crate::site::{self, Options, Override, Problem, Site, Worker};

use super::folder::Folder;
use super::guide;
use crate::cli::CatalogArgs;
use crate::cli::knowledge::Opened;
use crate::cli::output::{self, Output, Status};

pub(super) const AFTER: &str = "\
The pages link to each other by relative addresses and load nothing from elsewhere: open index.html from the disk, or put the folder \
anywhere on a server. What an earlier build wrote and this one does not is removed. A folder that has other files and was not built by \
errdex is left alone.

Beside each index.html stand index.md and index.json. With --base-url there are also sitemap.xml and feed.xml. The feed has the entries \
whose `since` or `retired` is a date; SOURCE_DATE_EPOCH sets its day.

Exit status: 0 the site was written, 2 it could not be.";

#[derive(Debug, Args)]
pub(in crate::cli) struct BuildArgs {
    /// Where to write
    #[arg(short, long, value_name = "DIR", default_value = "site")]
    output: PathBuf,
    /// Where the site will be on the web, for sitemap, feed and canonical links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// What to write
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Templates (minijinja) in the place of the built-in ones of the same name: base.html, code.html, …
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Markdown pages to add; SUMMARY.md in the folder says which, in which order
    #[arg(long, value_name = "DIR")]
    guide: Option<PathBuf>,
    #[command(flatten)]
    catalogs: CatalogArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A site, with Markdown and JSON beside each page
    #[default]
    Html,
    /// Markdown alone, for mdBook and its like
    Markdown,
}

/// An address with `/` at its end.
fn base_url(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    if !is_web || text.contains(|c: char| c.is_control() || c.is_whitespace() || "\"'<>?#\\".contains(c)) {
        return Err("is no http(s) address without query and fragment".to_owned());
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

pub(super) fn run(arguments: &BuildArgs, output: &Output) -> Result<Status, Status> {
    let opened = Opened::open(&arguments.catalogs, output)?;
    let failed = |message: String| output.failed(message);
    let options = options(arguments).map_err(failed)?;
    let texts: Vec<Override> = options.templates.clone();
    let told = |problem: Problem| tell(&problem, &texts, output);
    let site = Site::new(&opened.layers(), options).map_err(told)?;
    let folder = Folder::open(&arguments.output).map_err(failed)?;
    write(&site, &folder).map_err(|failure| match failure {
        Failure::Page(problem) => told(problem),
        Failure::File(message) => failed(message),
    })?;
    folder.finish().map_err(failed)?;
    let pages = site.pages();
    output.say(format_args!("wrote {pages} pages to {}", arguments.output.display()));
    if arguments.base_url.is_none() && arguments.format == Format::Html {
        output.say("without --base-url there is no sitemap.xml and no feed.xml");
    }
    Ok(Status::Found)
}

fn options(arguments: &BuildArgs) -> Result<Options, String> {
    let date = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => Some(text.trim().parse().map_err(|_| format!("SOURCE_DATE_EPOCH is no number of seconds: {}", printable(&text)))?),
        Err(_) => None,
    };
    Ok(Options {
        format: match arguments.format {
            Format::Html => site::Format::Html,
            Format::Markdown => site::Format::Markdown,
        },
        base_url: arguments.base_url.clone(),
        date,
        templates: arguments.templates.as_deref().map(templates).transpose()?.unwrap_or_default(),
        guide: arguments.guide.as_deref().map(guide::read).transpose()?.unwrap_or_default(),
    })
}

/// The templates of a folder: all files that end in `.html`.
fn templates(folder: &Path) -> Result<Vec<Override>, String> {
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).map_err(at)? {
        let path = item.map_err(at)?.path();
        let is_template = path.extension().is_some_and(|ending| ending == "html");
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| is_template) else { continue };
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        found.push(Override { name: name.to_owned(), path: path.display().to_string(), text });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

enum Failure {
    Page(Problem),
    File(String),
}

/// Renders and writes, each processor one page after the other. Of several failures the one of the first page counts, so that the message
/// does not depend on which was faster.
fn write(site: &Site<'_>, folder: &Folder) -> Result<(), Failure> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(site.len());
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), (usize, Failure)> {
        let worker = site.worker().map_err(|error| (0, Failure::Page(error.into())))?;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= site.len() {
                return Ok(());
            }
            if let Err(failure) = page(&worker, number, folder) {
                next.store(site.len(), Ordering::Relaxed);
                return Err((number, failure));
            }
        }
    };
    let ended: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().map(|thread| thread.join().expect("rendering does not panic")).collect()
    });
    let first = ended.into_iter().filter_map(Result::err).min_by_key(|(number, _)| *number);
    first.map_or(Ok(()), |(_, failure)| Err(failure))
}

fn page(worker: &Worker<'_, '_>, number: usize, folder: &Folder) -> Result<(), Failure> {
    let files = worker.render(number).map_err(Failure::Page)?;
    files.iter().try_for_each(|file| folder.write(&file.path, &file.bytes)).map_err(Failure::File)
}

fn tell(problem: &Problem, templates: &[Override], output: &Output) -> Status {
    match problem {
        Problem::Catalog(error) => output.damaged(error),
        Problem::Template(diagnostic) => {
            let text_of = |path: &str| templates.iter().find(|one| one.path == path).map(|one| one.text.as_str());
            output.message(&diagnostics::render(std::slice::from_ref(diagnostic), text_of, output::width()));
            Status::Failed
        }
    }
}
