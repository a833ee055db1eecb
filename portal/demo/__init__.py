"""The demonstration commune of Larache: places and people (larache.json), and a past that is played, not invented.

commune: opens it with its people · timeline: plays what every installed app tells, day by day, deadlines enforced ·
loading: the whole, in one transaction, checked at its end.
"""
