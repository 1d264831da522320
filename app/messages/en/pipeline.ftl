# Messages of pipeline.
