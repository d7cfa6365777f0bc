"""What becomes of a share after Post was pressed."""
