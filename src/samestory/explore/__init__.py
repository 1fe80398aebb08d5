"""Composes journeys that nobody wrote, learns from how they end, and makes what fails short.

`forms` and `vocabulary` hold what a project's steps and features say, `claims` and `questions` what
is asked in the end, `possible` what can be done when, `composing` the next journey, `shrinking` the
shortest one that fails, `writing` its scenario, and `exploration` all of it together. Nothing here
plays anything: that is done by the plugin that plays features.
"""
