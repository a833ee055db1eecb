"""The forms of the pillar's pages: a module for each kind of page; `*_staff`: those of the case page."""
