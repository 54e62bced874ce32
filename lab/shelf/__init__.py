"""Goods to hold before a camera: drawn packs with real symbols, in the light and hands of a real shop."""
