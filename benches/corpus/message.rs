//! Templates filled in, as they stand in logs.

use std::fmt::{self, Write as _};

use crate::rng::Rng;

const PEOPLE: &[&str] = &["alice", "bob", "carol.smith", "dave", "svc-report", "j.doe", "admin", "o'neil", "marta_k", "zoe"];
const THINGS: &[&str] = &["orders", "customers", "eu-prod", "stage", "acme corp", "public.events"];

/// The template with a value in the place of each `[hole]`.
pub fn fill(rng: &mut Rng, template: &str) -> Result<String, fmt::Error> {
    let mut message = String::new();
    let mut rest = template;
    while let Some((text, (hole, behind))) = rest.split_once('[').and_then(|(text, rest)| Some((text, rest.split_once(']')?))) {
        message += text;
        value(rng, hole, &mut message)?;
        rest = behind;
    }
    Ok(message + rest)
}

/// A text as it stands in a JSON string.
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn value(rng: &mut Rng, hole: &str, out: &mut String) -> fmt::Result {
    match hole {
        "username" | "name" | "roleName" => write!(out, "{}{}", rng.pick(PEOPLE), rng.below(1000)),
        "reportId" | "orderId" | "id" | "policyId" => write!(out, "{}", rng.below(10_000_000)),
        "limit" | "count" | "amount" | "version" => write!(out, "{}", rng.below(10_000)),
        "duration" => write!(out, "{}ms", rng.below(60_000)),
        "email" => write!(out, "u{}@example.com", rng.below(100_000)),
        "hostname" => write!(out, "ip-10-0-{}-{}.ec2.internal", rng.below(256), rng.below(256)),
        "currency" => out.write_str(rng.pick(&["EUR", "USD", "CHF"])),
        "region" => out.write_str(rng.pick(&["eu-west-1", "us-east-1", "ap-south-1"])),
        "path" | "objectKey" => write!(out, "/data/{}/part-{:05}.parquet", rng.below(1000), rng.below(99_999)),
        _ => write!(out, "{}_{}", rng.pick(THINGS), rng.below(5000)),
    }
}
