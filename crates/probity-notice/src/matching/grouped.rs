//! Things by the number of what they belong to, those of each together.

/// A list that is put in groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouped<T> {
    all: Vec<T>,
    /// Where each group ends; it begins where the one before ends.
    ends: Vec<u32>,
}

impl<T: Copy + Default> Grouped<T> {
    /// Of things with the numbers of their groups, of which there are so many. In each they stay in order.
    pub(super) fn new(things: &[(u32, T)], groups: usize) -> Self {
        let mut ends = vec![0_u32; groups];
        for (group, _) in things {
            ends.get_mut(*group as usize).into_iter().for_each(|count| *count += 1);
        }
        let mut next = 0;
        for end in &mut ends {
            next += std::mem::replace(end, next);
        }
        let mut all = vec![T::default(); things.len()];
        for (group, thing) in things {
            if let Some(end) = ends.get_mut(*group as usize)
                && let Some(free) = all.get_mut(*end as usize)
            {
                *free = *thing;
                *end += 1;
            }
        }
        Self { all, ends }
    }

    /// Those of a group.
    #[inline]
    pub(super) fn of(&self, group: u32) -> &[T] {
        let Some(end) = self.ends.get(group as usize) else { return &[] };
        let before = group.checked_sub(1).and_then(|before| self.ends.get(before as usize));
        self.all.get(before.map_or(0, |before| *before as usize)..*end as usize).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::Grouped;

    #[test]
    fn each_group_has_its_things_in_order() {
        let grouped = Grouped::new(&[(2, 'a'), (0, 'b'), (2, 'c')], 3);
        assert_eq!(
            [0, 1, 2, 3].map(|group| grouped.of(group).to_vec()),
            [vec!['b'], vec![], vec!['a', 'c'], vec![]]
        );
    }
}
