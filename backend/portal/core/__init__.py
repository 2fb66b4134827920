"""What every room needs and no noun of the business."""
