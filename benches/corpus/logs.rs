//! Logs with errors in them, and the truth about them: which line has which entry.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use crate::catalog::{Entry, tiers};
use crate::message::{escape, fill};
use crate::noise::{Clock, Time, noise};
use crate::rng::Rng;

/// What the generators of logs share: the entries to draw from, and the place in the log.
pub struct Maker<'e> {
    entries: &'e [Entry],
    tiers: Vec<usize>,
    rng: Rng,
    clock: Clock,
    line: usize,
}

/// How an error stands in a line.
#[derive(Clone, Copy)]
enum Kind {
    /// As JSON behind other text.
    Body,
    /// As JSON in a string of JSON.
    Escaped,
    /// Code and message in running text.
    Text,
    /// The message without its code.
    MessageOnly,
}

impl<'e> Maker<'e> {
    /// A generator; the same seed and entries give the same log.
    pub fn new(entries: &'e [Entry], seed: u64) -> Self {
        Self { entries, tiers: tiers(entries), rng: Rng::new(seed), clock: Clock::new(), line: 0 }
    }

    /// Noise, and in a `share` of its lines an error.
    pub fn sparse(&mut self, share: f64, size: usize, out: &mut impl Write, truth: &mut impl Write) -> io::Result<()> {
        let (mut done, mut due) = (0, 0.0);
        let mut text = String::new();
        while done < size {
            text.clear();
            let lines = noise(&mut self.rng, &mut self.clock, &mut text).map_err(io::Error::other)?;
            self.line += lines;
            due += share * f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
            if due >= 1.0 && self.rng.chance(0.5) {
                due -= 1.0;
                let row = self.sparse_error(&mut text).map_err(io::Error::other)?;
                writeln!(truth, "{row}")?;
            }
            out.write_all(text.as_bytes())?;
            done += text.len();
        }
        Ok(())
    }

    /// JSON lines, each of them an error.
    pub fn dense(&mut self, size: usize, out: &mut impl Write, truth: &mut impl Write) -> io::Result<()> {
        let mut done = 0;
        let mut text = String::new();
        while done < size {
            text.clear();
            self.clock.tick(&mut self.rng);
            let row = self.dense_error(&mut text).map_err(io::Error::other)?;
            writeln!(truth, "{row}")?;
            out.write_all(text.as_bytes())?;
            done += text.len();
        }
        Ok(())
    }

    /// Draws an entry, evenly from the tiers.
    fn draw(&mut self) -> usize {
        draw(&mut self.rng, &self.tiers)
    }

    /// Appends a line with an error; returns its row of the truth: line, entry, code, kind, message.
    fn sparse_error(&mut self, out: &mut String) -> Result<String, fmt::Error> {
        let number = self.draw();
        let entry = &self.entries[number];
        let message = fill(&mut self.rng, &entry.template)?;
        let kind = kind(self.rng.below(10));
        self.line += 1;
        let path = self.rng.below(9999);
        let body = format!("{},\"path\":\"/api/v2/x/{path}\"}}", error(entry, &message));
        self.error_line(kind, entry, &message, &body, out)?;
        Ok(format!("{}\t{number}\t{}\t{}\t{message}", self.line, entry.code, kind.name()))
    }

    fn error_line(&mut self, kind: Kind, entry: &Entry, message: &str, body: &str, out: &mut String) -> fmt::Result {
        let (time, rng) = (self.clock.time(), &mut self.rng);
        match kind {
            Kind::Body => {
                write!(out, "{} WARN  [http-{}] com.acme.gw.Upstream - ", time.logger(), rng.below(99))?;
                writeln!(out, "response {} body={body}", entry.status)
            }
            Kind::Escaped => escaped(rng, time, body, out),
            Kind::Text => {
                write!(out, "{} app-{:02} report-svc[{}]: ", time.syslog(), rng.below(40), rng.below(9999))?;
                writeln!(out, "error {}: {message}", entry.code)
            }
            Kind::MessageOnly => {
                writeln!(out, "{} ERROR [worker-{}] com.acme.Job - {message}", time.logger(), rng.below(99))
            }
        }
    }

    /// Appends a line; returns its row of the truth: line, entry, code.
    fn dense_error(&mut self, out: &mut String) -> Result<String, fmt::Error> {
        let number = self.draw();
        let entry = &self.entries[number];
        let message = fill(&mut self.rng, &entry.template)?;
        self.line += 1;
        let fields = error(entry, &message);
        let fields = fields.strip_prefix('{').unwrap_or(&fields);
        let path = self.rng.below(9999);
        write!(out, "{{\"timestamp\":\"{}\",{fields},\"path\":\"/api/v2/x/{path}\",\"requestId\":\"", self.clock.time().rfc3339())?;
        self.rng.uuid(out);
        *out += "\"}\n";
        Ok(format!("{}\t{number}\t{}", self.line, entry.code))
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Body | Self::Text => "code",
            Self::Escaped => "escaped",
            Self::MessageOnly => "msgonly",
        }
    }
}

/// An entry, evenly from the tiers, so that a log has as much for a small catalog as for a large one.
pub fn draw(rng: &mut Rng, tiers: &[usize]) -> usize {
    let tier = rng.pick(tiers);
    rng.below(tier)
}

const fn kind(number: usize) -> Kind {
    match number {
        0..4 => Kind::Body,
        4..7 => Kind::Escaped,
        7 => Kind::Text,
        _ => Kind::MessageOnly,
    }
}

/// The beginning of a JSON object: status, code, message.
fn error(entry: &Entry, message: &str) -> String {
    format!("{{\"status\":{},\"errorCode\":\"{}\",\"errorMessage\":\"{}\"", entry.status, entry.code, escape(message))
}

fn escaped(rng: &mut Rng, time: Time, body: &str, out: &mut String) -> fmt::Result {
    write!(out, "{{\"timestamp\":\"{}\",\"level\":\"ERROR\",\"logger\":\"com.acme.gw.Upstream\",", time.rfc3339())?;
    write!(out, "\"message\":\"upstream error\",\"body\":\"{}\",\"trace_id\":\"", escape(body))?;
    rng.hex(32, out);
    *out += "\"}\n";
    Ok(())
}
