//! What is open, by key: the least recently used makes room.

/// A few things by their keys.
pub(crate) struct Kept<T> {
    /// The most recently used comes last.
    things: Vec<(String, T)>,
    most: usize,
}

impl<T> Kept<T> {
    /// Keeps at most so many.
    pub(crate) const fn new(most: usize) -> Self {
        Self { things: Vec::new(), most }
    }

    /// What goes by this key.
    pub(crate) fn get(&mut self, key: &str) -> Option<&mut T> {
        let at = self.things.iter().position(|(known, _)| known == key)?;
        let thing = self.things.remove(at);
        self.things.push(thing);
        self.things.last_mut().map(|(_, thing)| thing)
    }

    /// The key of what fits. Looking is no use.
    pub(crate) fn key(&self, fits: impl Fn(&T) -> bool) -> Option<String> {
        self.things.iter().find(|(_, thing)| fits(thing)).map(|(key, _)| key.clone())
    }

    /// Keeps something in place of what went by its key.
    pub(crate) fn put(&mut self, key: String, thing: T) {
        self.things.retain(|(known, _)| *known != key);
        if self.things.len() >= self.most {
            self.things.remove(0);
        }
        self.things.push((key, thing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_makes_room() {
        let mut kept = Kept::new(2);
        kept.put("a".to_owned(), 1);
        kept.put("b".to_owned(), 2);
        assert_eq!(kept.get("a"), Some(&mut 1));
        kept.put("c".to_owned(), 3);
        assert_eq!(kept.key(|thing| *thing == 2), None);
        assert_eq!(kept.get("a"), Some(&mut 1));
        kept.put("a".to_owned(), 4);
        assert_eq!(kept.get("c"), Some(&mut 3), "what takes another's place needs no room");
    }
}
