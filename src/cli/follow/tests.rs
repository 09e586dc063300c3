//! Files that grow, go and come back, without waiting: whenever a [`Follow`] would, the next thing happens.

use std::collections::VecDeque;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::*;

/// What happens in a folder.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// Text is appended to a file, which may be new.
    Add(&'static str, &'static str),
    /// A file gets another name.
    Move(&'static str, &'static str),
    Remove(&'static str),
    /// A file becomes empty, and gets this text.
    Reset(&'static str, &'static str),
    /// Nothing, for one look.
    Wait,
}

use Act::{Add, Move, Remove, Reset, Wait};

/// The longest line of one of several files.
const LONGEST: usize = 1 << 20;

fn act(folder: &Path, act: Act) {
    let append = |name: &str, text: &str| {
        let mut file = OpenOptions::new().append(true).create(true).open(folder.join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    match act {
        Add(name, text) => append(name, text),
        Move(from, to) => fs::rename(folder.join(from), folder.join(to)).unwrap(),
        Remove(name) => fs::remove_file(folder.join(name)).unwrap(),
        Reset(name, text) => {
            OpenOptions::new().write(true).open(folder.join(name)).unwrap().set_len(0).unwrap();
            append(name, text);
        }
        Wait => {}
    }
}

/// What is read of files while things happen, one at each pause; the events; the trail.
fn followed(names: &[&str], acts: &[Act], size: usize) -> (String, String, Trail) {
    let folder = tempfile::tempdir().unwrap();
    let mut acts: VecDeque<_> = acts.iter().copied().collect();
    let mut events = Vec::new();
    let pause = || match acts.pop_front() {
        Some(next) => {
            act(folder.path(), next);
            Next::Read
        }
        None => Next::Stop,
    };
    let on_event = |file, event: Event<'_>| {
        events.push(match event {
            Event::Begun => return,
            Event::Missing => format!("{file} missing"),
            Event::Replaced => format!("{file} replaced"),
            Event::Truncated => format!("{file} truncated"),
            Event::Packed => format!("{file} packed"),
            Event::Failed(error) => format!("{file} {:?}", error.kind()),
        });
    };
    let mut follow = Follow::new(names.iter().map(|name| folder.path().join(name)), LONGEST, pause, on_event);
    let trail = follow.trail();
    let (mut text, mut bytes) = (Vec::new(), vec![0; size]);
    loop {
        match follow.read(&mut bytes).unwrap() {
            0 => break,
            count => text.extend(&bytes[..count]),
        }
    }
    drop(follow);
    (String::from_utf8(text).unwrap(), events.join(", "), trail)
}

fn check(names: &[&str], acts: &[Act], text: &str, events: &str) {
    for size in [1, 7, 1000] {
        let (found, told, _) = followed(names, acts, size);
        assert_eq!((found.as_str(), told.as_str()), (text, events), "{acts:?} {size}");
    }
}

#[test]
fn a_file_that_grows_is_read_on() {
    check(&["a"], &[Add("a", "one\ntw"), Wait, Add("a", "o\nthr")], "one\ntwo\nthr", "0 missing");
    check(&["a"], &[Add("a", ""), Wait, Wait], "", "0 missing");
}

#[test]
fn a_rotated_file_is_read_to_its_end() {
    let acts = [Add("a", "1\n"), Move("a", "a.1"), Add("a", "3\n"), Add("a.1", "2\n"), Wait, Wait];
    check(&["a"], &acts, "1\n2\n3\n", "0 missing, 0 missing, 0 replaced");
    let acts = [Add("a", "1\n2"), Remove("a"), Wait, Add("a", "3\n"), Wait, Wait];
    check(&["a"], &acts, "1\n2\n3\n", "0 missing, 0 missing, 0 replaced");
}

#[test]
fn a_truncated_file_is_read_again() {
    check(
        &["a"],
        &[Add("a", "first\nsec"), Wait, Reset("a", "new\n"), Add("a", "more\n")],
        "first\nsec\nnew\nmore\n",
        "0 missing, 0 truncated",
    );
}

#[test]
fn lines_of_several_files_stay_whole() {
    let acts = [Add("a", "a1\na"), Add("b", "b1\nb2\nb"), Add("a", "2\n"), Wait, Add("b", "3")];
    check(&["a", "b"], &acts, "a1\nb1\nb2\na2\nb3\n", "0 missing, 1 missing");
    let acts = [Add("b", "b1"), Move("b", "c"), Add("b", "b2\n"), Wait, Wait];
    check(&["a", "b"], &acts, "b1\nb2\n", "0 missing, 1 missing, 1 missing, 1 replaced");
}

#[test]
fn the_trail_tells_the_places() {
    let acts = [Add("a", "a1\na"), Add("b", "b1\nb2\n"), Add("a", "2\n"), Reset("b", "b\n")];
    let (text, _, trail) = followed(&["a", "b"], &acts, 1000);
    assert_eq!(text, "a1\nb1\nb2\na2\nb\n");
    let place = |offset| trail.place(offset).map(|place| (place.file, place.offset));
    assert_eq!([0, 3, 6, 9, 12].map(place), [(0, 0), (1, 0), (1, 3), (0, 3), (1, 0)].map(Some));
}

#[test]
fn a_line_without_an_end_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a", "b"].map(|name| folder.path().join(name));
    fs::write(&paths[0], vec![b'x'; 3 * LONGEST]).unwrap();
    let mut follow = Follow::new(paths, LONGEST, || Next::Stop, |_, _| {});
    let mut text = String::new();
    follow.read_to_string(&mut text).unwrap();
    assert!(text.lines().count() < 5 && text.lines().all(|line| line.len() <= LONGEST + PIECE));
    assert_eq!(text.replace('\n', "").len(), 3 * LONGEST);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut looks, mut events) = (0, Vec::new());
    let pause = || {
        looks += 1;
        if looks < 4 { Next::Read } else { Next::Stop }
    };
    let mut follow = Follow::new([folder.path().to_owned()], LONGEST, pause, |_, event| events.push(format!("{event:?}")));
    assert_eq!(follow.read(&mut [0; 9]).unwrap(), 0);
    drop(follow);
    assert!(matches!(&events[..], [event] if event.contains("IsADirectory")), "{events:?}");
}

#[test]
fn a_stop_ends_the_pause() {
    assert_eq!(pause(&AtomicBool::new(true))(), Next::Stop);
}

#[test]
fn a_packed_file_is_left_out_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.log.gz");
    fs::write(&path, b"\x1F\x8B\x08\0\0\0\0\0packed").unwrap();
    let (mut looks, mut events) = (3, Vec::new());
    let pause = || {
        looks -= 1;
        if looks == 0 { Next::Stop } else { Next::Read }
    };
    let mut follow = Follow::new([path], LONGEST, pause, |_, event| events.push(event.to_string()));
    let mut text = Vec::new();
    follow.read_to_end(&mut text).unwrap();
    drop(follow);
    assert_eq!((text, events), (Vec::new(), vec!["is packed, and left out; without --follow it is read".to_owned()]));
}
