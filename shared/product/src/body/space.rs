//! Places in space: a turn, a mirroring and a shift in one.

/// The first three rows of a matrix, row by row; the last would be 0 0 0 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place([[f64; 4]; 3]);

impl Place {
    /// Where everything begins.
    pub(super) const ORIGIN: Self = Self([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]);

    /// Shifted.
    pub(super) fn at([x, y, z]: [f64; 3]) -> Self {
        Self([[1.0, 0.0, 0.0, x], [0.0, 1.0, 0.0, y], [0.0, 0.0, 1.0, z]])
    }

    /// Turned around x, then y, then z, by degrees.
    pub(super) fn turned(degrees: [f64; 3]) -> Self {
        let [(sx, cx), (sy, cy), (sz, cz)] = degrees.map(|angle| angle.to_radians().sin_cos());
        Self([
            [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, 0.0],
            [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, 0.0],
            [-sy, cy * sx, cy * cx, 0.0],
        ])
    }

    /// Mirrored, by -1 for the axis along which it is.
    pub(super) fn scaled([x, y, z]: [f64; 3]) -> Self {
        Self([[x, 0.0, 0.0, 0.0], [0.0, y, 0.0, 0.0], [0.0, 0.0, z, 0.0]])
    }

    /// The place of what stands at `inner` in something that stands here.
    pub(super) fn then(&self, inner: &Self) -> Self {
        let columns: [[f64; 3]; 4] =
            [0, 1, 2, 3].map(|column| inner.0.map(|row| row.get(column).copied().unwrap_or_default()));
        let [first, second, third, shift] = columns;
        let row = |[a, b, c, d]: [f64; 4]| {
            let along = |[x, y, z]: [f64; 3]| a * x + b * y + c * z;
            [along(first), along(second), along(third), along(shift) + d]
        };
        Self(self.0.map(row))
    }

    /// The twelve numbers, row by row.
    pub(super) fn numbers(&self) -> [f64; 12] {
        let mut numbers = [0.0; 12];
        numbers.iter_mut().zip(self.0.iter().flatten()).for_each(|(place, number)| *place = *number);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a point comes to stand.
    #[allow(clippy::cast_possible_truncation, reason = "the numbers are small")]
    fn moved(place: &Place, point: [i32; 3]) -> [i32; 3] {
        let numbers = place.then(&Place::at(point.map(f64::from))).numbers();
        [numbers[3], numbers[7], numbers[11]].map(|number| number.round() as i32)
    }

    #[test]
    fn turns_go_by_the_right_hand() {
        assert_eq!(moved(&Place::turned([90.0, 0.0, 0.0]), [0, 1, 0]), [0, 0, 1]);
        assert_eq!(moved(&Place::turned([0.0, 90.0, 0.0]), [0, 0, 1]), [1, 0, 0]);
        assert_eq!(moved(&Place::turned([0.0, 0.0, 90.0]), [1, 0, 0]), [0, 1, 0]);
        assert_eq!(moved(&Place::turned([90.0, 90.0, 0.0]), [0, 1, 0]), [1, 0, 0], "x first");
    }

    #[test]
    fn a_place_in_a_place() {
        let outer = Place::at([10.0, 0.0, 0.0]).then(&Place::turned([0.0, 0.0, 90.0]));
        assert_eq!(moved(&outer, [2, 1, 5]), [9, 2, 5]);
        let mirrored = Place::scaled([1.0, 1.0, -1.0]).then(&Place::at([0.0, 0.0, 4.0]));
        assert_eq!(moved(&mirrored, [0, 0, 1]), [0, 0, -5]);
    }
}
