//! Log lines in which nothing is wrong, or nothing that a catalog knows: access logs, JSON, syslog, stack traces.

use std::fmt::{self, Write as _};

use crate::rng::Rng;
use crate::words::{AGENTS, EVENTS, EXCEPTIONS, FRAMES, LOGGERS, PATHS};

/// The time in a log; each line is up to 40 milliseconds later than the one before.
pub struct Clock(usize);

/// A time taken apart.
#[derive(Clone, Copy)]
pub struct Time {
    /// From 1 to 28.
    pub day: usize,
    /// From 0 to 23.
    pub hour: usize,
    /// From 0 to 59.
    pub minute: usize,
    /// From 0 to 59.
    pub second: usize,
    /// From 0 to 999.
    pub milli: usize,
}

impl Clock {
    /// Midnight of the first day.
    pub const fn new() -> Self {
        Self(0)
    }

    /// Goes on by some milliseconds.
    pub fn tick(&mut self, rng: &mut Rng) {
        self.0 += rng.below(40);
    }

    /// What it shows.
    pub const fn time(&self) -> Time {
        let seconds = self.0 / 1000;
        Time {
            day: seconds / 86_400 % 28 + 1,
            hour: seconds / 3600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            milli: self.0 % 1000,
        }
    }
}

impl Time {
    /// As loggers of Java print it.
    pub fn logger(self) -> String {
        let Self { day, hour, minute, second, milli } = self;
        format!("2026-03-{day:02} {hour:02}:{minute:02}:{second:02},{milli:03}")
    }

    /// RFC 3339.
    pub fn rfc3339(self) -> String {
        let Self { day, hour, minute, second, milli } = self;
        format!("2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }

    /// As syslog prints it.
    pub fn syslog(self) -> String {
        let Self { day, hour, minute, second, .. } = self;
        format!("Mar {day:2} {hour:02}:{minute:02}:{second:02}")
    }
}

/// Appends a line, or a stack trace; returns the number of lines.
pub fn noise(rng: &mut Rng, clock: &mut Clock, out: &mut String) -> Result<usize, fmt::Error> {
    clock.tick(rng);
    let time = clock.time();
    match rng.below(100) {
        0..42 => access(rng, time, out)?,
        42..72 => json(rng, time, out)?,
        72..94 => syslog(rng, time, out)?,
        _ => return trace(rng, time, out),
    }
    Ok(1)
}

fn access(rng: &mut Rng, time: Time, out: &mut String) -> fmt::Result {
    let Time { day, hour, minute, second, .. } = time;
    write!(out, "10.{}.{}.{} - ", rng.below(256), rng.below(256), rng.below(256))?;
    write!(out, "{} [{day:02}/Mar/2026:{hour:02}:{minute:02}:{second:02} +0000] ", rng.pick(&["-", "-", "-", "alice", "svc-report"]))?;
    let method = rng.pick(&["GET", "GET", "GET", "POST", "PUT", "DELETE"]);
    write!(out, "\"{method} {}{} HTTP/1.1\" ", rng.pick(PATHS), rng.below(1_000_000))?;
    let status = rng.pick(&[200, 200, 200, 200, 200, 201, 204, 301, 304, 400, 401, 403, 404, 500, 502]);
    write!(out, "{status} {} ", rng.below(50_000))?;
    let referrer = rng.pick(&["-", "https://portal.example.com/dashboard", "https://www.example.com/"]);
    writeln!(out, "\"{referrer}\" \"{}\" rt={}.{:03}", rng.pick(AGENTS), rng.below(3), rng.below(1000))
}

fn json(rng: &mut Rng, time: Time, out: &mut String) -> fmt::Result {
    let level = rng.pick(&["INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"]);
    write!(out, "{{\"timestamp\":\"{}\",\"level\":\"{level}\",\"logger\":\"{}\",", time.rfc3339(), rng.pick(LOGGERS))?;
    write!(out, "\"thread\":\"http-nio-8080-exec-{}\",\"message\":\"{}\",\"trace_id\":\"", rng.below(200), rng.pick(EVENTS))?;
    rng.hex(32, out);
    *out += "\",\"span_id\":\"";
    rng.hex(16, out);
    write!(out, "\",\"duration_ms\":{},\"http_status\":{},", rng.below(3000), rng.pick(&["200", "201", "404", "500"]))?;
    write!(out, "\"user_id\":{},\"request_id\":\"", rng.below(100_000))?;
    rng.uuid(out);
    *out += "\"}\n";
    Ok(())
}

fn syslog(rng: &mut Rng, time: Time, out: &mut String) -> fmt::Result {
    let program = rng.below(4);
    write!(out, "{} ", time.syslog())?;
    match program {
        0 => sshd(rng, out)?,
        1 => postgres(rng, out)?,
        2 => kubelet(rng, time, out)?,
        _ => write!(out, "app-{:02} systemd[1]: Started Session {} of user svc_report.", rng.below(40), rng.below(99_999))?,
    }
    out.push('\n');
    Ok(())
}

fn sshd(rng: &mut Rng, out: &mut String) -> fmt::Result {
    write!(out, "web-{:02} sshd[{}]: Accepted publickey for deploy ", rng.below(20), rng.below(32_768))?;
    write!(out, "from 10.0.{}.{} port {} ssh2: RSA SHA256:", rng.below(256), rng.below(256), 1024 + rng.below(60_000))?;
    rng.hex(43, out);
    Ok(())
}

fn postgres(rng: &mut Rng, out: &mut String) -> fmt::Result {
    write!(out, "db-{:02} postgres[{}]: [{}-1] LOG:  ", rng.below(8), rng.below(32_768), rng.below(1000))?;
    write!(out, "duration: {}.{:03} ms  execute <unnamed>: ", rng.below(900), rng.below(1000))?;
    write!(out, "SELECT id, status FROM orders WHERE tenant_id = $1 AND created_at > $2 LIMIT {}", rng.below(500))
}

fn kubelet(rng: &mut Rng, time: Time, out: &mut String) -> fmt::Result {
    let Time { day, hour, minute, second, .. } = time;
    write!(out, "node-{:02} kubelet[{}]: I03{day:02} ", rng.below(40), rng.below(9999))?;
    write!(out, "{hour:02}:{minute:02}:{second:02}.{:06} {:7} ", rng.below(1_000_000), rng.below(9999))?;
    write!(out, "kubelet.go:{}] \"SyncLoop (PLEG): event for pod\" ", rng.below(3000))?;
    write!(out, "pod=\"prod/report-svc-{:x}-x{}k\" event=&{{ID:", rng.below(1 << 30), rng.below(99))?;
    rng.uuid(out);
    *out += " Type:ContainerStarted}";
    Ok(())
}

fn trace(rng: &mut Rng, time: Time, out: &mut String) -> Result<usize, fmt::Error> {
    let thread = rng.below(200);
    let logger = rng.pick(LOGGERS);
    write!(out, "{} ERROR [http-nio-8080-exec-{thread}] {logger} - Unhandled exception for request ", time.logger())?;
    rng.uuid(out);
    writeln!(out, "\n{}", rng.pick(EXCEPTIONS))?;
    let frames = 4 + rng.below(16);
    for _ in 0..frames {
        writeln!(out, "\tat {}{})", rng.pick(FRAMES), rng.below(900))?;
    }
    Ok(frames + 2)
}
