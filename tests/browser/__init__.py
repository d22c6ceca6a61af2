"""The app in real Chromium. A package, so that its tests share `support` and its browser ends with its last test."""
