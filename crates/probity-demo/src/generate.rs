//! Fills the company's databases with people, as a stream.

use crate::account_rows::{self, Keys};
use crate::error::DemoError;
use crate::load::Loader;
use crate::profile::Profile;
use crate::recipe::{FEWEST_PEOPLE, MOST_PEOPLE, Recipe};
use crate::shared_rows::{self, SharedKeys};
use std::path::Path;

/// After how many people progress is told.
const PEOPLE_A_STEP: u64 = 1000;

/// Makes and fills all databases in a folder that holds none of them yet. `progress` hears how many people are done.
///
/// # Errors
/// When the size is out of range or a file cannot be written.
pub async fn generate(
    folder: &Path,
    recipe: &Recipe,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), DemoError> {
    if !(FEWEST_PEOPLE..=MOST_PEOPLE).contains(&recipe.people) {
        return Err(DemoError::Size { people: recipe.people, fewest: FEWEST_PEOPLE, most: MOST_PEOPLE });
    }
    let mut loader = Loader::start(folder);
    let (mut keys, mut shared) = (Keys::default(), SharedKeys::default());
    shared_rows::put_company(&mut loader, recipe);
    for number in 1..=recipe.people {
        let person = Profile::of(recipe, number);
        account_rows::put(&mut loader, recipe, &mut keys, &person);
        shared_rows::put_of_person(&mut loader, recipe, &mut shared, &person);
        loader.flush(false).await?;
        if number.is_multiple_of(PEOPLE_A_STEP) {
            progress(number);
        }
    }
    shared_rows::put_rest(&mut loader, recipe, &mut keys, &mut shared).await?;
    loader.finish().await?;
    tracing::info!(people = recipe.people, seed = recipe.seed, "the demo company's databases are filled");
    Ok(())
}
