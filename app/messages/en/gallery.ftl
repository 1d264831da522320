# Messages of gallery.
