//! The settings of the real terminal, kept those that the command gives to its pseudo terminal.
//!
//! A full-screen program asks for keys without Enter and without echo. It asks the terminal that it prints to, which is ours; but the keys
//! come from the real one.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use rustix::termios::{LocalModes, OptionalActions, OutputModes, Termios, tcgetattr, tcsetattr};

use super::keys::Keys;
use crate::cli::run::tail::Stream;

/// What a terminal was set to, and what has become of that. Dropped, it sets the terminal back.
pub(super) struct Settings {
    stream: Stream,
    original: Termios,
    pseudo: Termios,
    is_changed: bool,
    /// While the program wants keys without Enter.
    keys: Option<Keys>,
}

impl Settings {
    /// Those of a stream that is a terminal, and of the pseudo terminal that stands for it.
    pub(super) const fn new(stream: Stream, original: Termios, pseudo: Termios) -> Self {
        Self { stream, original, pseudo, is_changed: false, keys: None }
    }

    /// Does to the real terminal what was done to the pseudo terminal. Nobody tells of that, but who changes settings then draws.
    pub(super) fn follow(&mut self, pseudo: &Arc<OwnedFd>) {
        let Ok(mut now) = tcgetattr(&**pseudo) else { return };
        if is_same(&now, &self.pseudo) {
            return;
        }
        if now.output_modes.contains(OutputModes::OPOST) {
            // The real terminal does what there is to be done to the output; twice is too much.
            now.output_modes.remove(OutputModes::OPOST);
            let _ = tcsetattr(&**pseudo, OptionalActions::Now, &now);
        }
        let mut real = now.clone();
        real.output_modes.set(OutputModes::OPOST, self.original.output_modes.contains(OutputModes::OPOST));
        self.set(&real);
        self.follow_keys(&now, pseudo);
        self.pseudo = now;
        self.is_changed = true;
    }

    fn follow_keys(&mut self, now: &Termios, pseudo: &Arc<OwnedFd>) {
        if now.local_modes.contains(LocalModes::ICANON) {
            self.keys = None;
        } else if self.pseudo.local_modes.contains(LocalModes::ICANON) {
            self.keys = self.stream.with(|fd| fd.try_clone_to_owned()).ok().map(|real| Keys::start(real, pseudo));
        }
    }

    fn set(&self, settings: &Termios) {
        // A terminal that is gone needs no settings.
        let _ = self.stream.with(|fd| tcsetattr(fd.as_fd(), OptionalActions::Now, settings));
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        if self.is_changed {
            self.set(&self.original);
        }
    }
}

fn is_same(one: &Termios, other: &Termios) -> bool {
    let modes = |settings: &Termios| (settings.input_modes, settings.output_modes, settings.local_modes);
    modes(one) == modes(other)
}
