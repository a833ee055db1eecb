"""What the figures of docs/performance.md are made with. Started by `make bench`; see bench/run.py."""
