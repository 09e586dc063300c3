#!/usr/bin/env python3
"""Runs the programs of docs/pipelines/spark.md over eight partitions, and compares with one run of errdex.

    spark.py ERRDEX PYTHON COUNT FOLDER

PYTHON is one that has pyspark.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import compare
import page

PARTITIONS = 8


def main():
    errdex, python, count, folder = sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])
    here = Path(__file__).resolve().parent
    subprocess.run([sys.executable, str(here / "corpus.py"), count, str(folder)], check=True)
    log = folder / "messages.log"
    # Spark reads text: the rest of the test compares what errdex makes of the same text.
    text = log.read_bytes().decode("utf-8", "replace").encode() + b"\n"
    log.write_bytes(text)

    def submit(name):
        program = folder / f"{name}.py"
        program.write_text(page.fill(page.block("spark.md", name), {"/usr/local/bin/errdex": errdex}))
        split = len(text) // PARTITIONS + 1
        conf = {
            "spark.master": "local[2]",
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.log.level": "ERROR",
            "spark.hadoop.mapreduce.input.fileinputformat.split.maxsize": str(split),
            "spark.local.dir": str(folder / "local"),
        }
        options = [word for key, value in conf.items() for word in ("--conf", f"{key}={value}")]
        output = folder / f"{name}.out"
        environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": shlex.join([*options, "pyspark-shell"])}
        run = subprocess.run([python, str(program), str(log), str(output)], env=environment, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"spark, {name}: exit status {run.returncode}\n{run.stdout[-2000:]}\n{run.stderr[-6000:]}")
        parts = sorted(output.glob("part-*"))
        if len(parts) != PARTITIONS:
            sys.exit(f"spark, {name}: {len(parts)} partitions, not {PARTITIONS}")
        return parts

    def alone(*arguments):
        return subprocess.run([errdex, *arguments], input=text, capture_output=True, check=True).stdout

    annotated = b"".join(part.read_bytes() for part in submit("annotate"))
    compare.same("spark, annotate", annotated, alone("annotate", "--as", "json"))
    found = compare.right("spark, annotate", text, annotated, folder / "truth.ndjson")
    print(f"spark, annotate: {count} lines ({found} with an error) over {PARTITIONS} partitions are those of one run: ok")

    submit("scan")
    merge = page.fill(page.block("spark.md", "merge"), {"errdex ": f"'{errdex}' ", "summaries/": "scan.out/"})
    subprocess.run(["sh", "-euc", merge], cwd=folder, check=True)
    compare.same("spark, scan", (folder / "summary.json").read_bytes(), alone("scan", "--format", "json"))
    print(f"spark, scan: {PARTITIONS} summaries are merged to that of one run: ok")


if __name__ == "__main__":
    main()
