"""The register of the commune (decree 2.17.265 arts 5 and 15): one line for each case, on screen and to take away."""
