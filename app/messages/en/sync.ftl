# Messages of sync.
