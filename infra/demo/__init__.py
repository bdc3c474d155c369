"""The whole loop on generated athletes: `python -m infra.demo [--data FOLDER]`."""
