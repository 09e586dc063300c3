"""The suite that `scripts/bench` runs: corpora, rivals, truth, figures, the table. docs/performance.md says what is measured."""
