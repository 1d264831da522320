# Messages of settings.
