"""Reports as files: one document model, three renderings that show the same words and numbers."""
