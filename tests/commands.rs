//! The command line, as data: `tests/cmd/*.toml` have arguments, input, output and exit status.
//! To renew them: `TRYCMD=overwrite cargo test --test main commands`, then read the difference.

#[test]
fn commands_do_as_written() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}
