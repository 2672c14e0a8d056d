"""Documents on disk: reading them, finding them in folders, writing them back without loss."""
