//! How much a page weighs with all that it loads before somebody searches.

use super::*;

/// For a page of a code.
const MOST: usize = 40_000;

/// The files below `assets/` that a page names.
fn loaded(html: &str) -> Vec<String> {
    let asset = Regex::new(r#"(?:href|src)="[./]*(assets/[^"]*)""#).unwrap();
    asset.captures_iter(html).map(|found| found[1].to_owned()).collect()
}

#[test]
fn a_code_page_weighs_little() {
    let layers = Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]);
    let options = Options { guide: guide(), base_url: Some("https://errors.example.com/docs/".to_owned()), ..Options::default() };
    let site = Site::new(&layers, options).unwrap_or_else(|problem| panic!("{problem:?}"));
    let worker = site.worker().unwrap();
    let assets: BTreeMap<String, usize> = site.other_files().unwrap().into_iter().map(|file| (file.path, file.bytes.len())).collect();
    let codes = (0..site.pages()).filter(|&number| matches!(site.pages[number].kind, Kind::Code(_)));
    let mut heavy = Vec::new();
    for file in codes.flat_map(|number| worker.render(number).unwrap()).filter(|file| is_page(&file.path)) {
        let html = std::str::from_utf8(&file.bytes).unwrap();
        let names = loaded(html);
        assert!(names.len() >= 2, "{} loads {names:?}", file.path);
        let weight = html.len() + names.iter().map(|name| assets[name]).sum::<usize>();
        if weight >= MOST {
            heavy.push((file.path.clone(), weight));
        }
    }
    assert_eq!(heavy, []);
}
