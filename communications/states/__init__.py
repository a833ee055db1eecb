"""The states, kinds and limits of what the pillar keeps, as data: a module for each kind of row."""
