"""Tests: unit, property, integration, faults, browser, bench, and the language-neutral vectors."""
