"""cablefix in other pipelines: one module for each library, loaded when it is imported by name.

``cablefix.integrations.pandas`` needs pandas, and so on; the extra ``integrations`` installs all.
"""
