//! What `check --live` asks besides the schema: do columns that no sentence describes look personal, by their
//! values too?

use crate::infer::classify::Discover;
use crate::observe::{Bounds, Observer};
use crate::survey::described;
use probity_policy::check::columns_spoken_of;
use probity_policy::model::data_map::DataMap;
use probity_stores::schema::Place;
use probity_stores::{Guesses, StoreError, StoreHandle};

/// From so sure on, an undescribed column fails a check.
const SURE: u8 = 60;

/// Looks at the columns that a data map does not describe.
///
/// # Errors
/// When the store cannot be opened or its catalogue not be read.
pub async fn personal_guesses(
    handle: &StoreHandle,
    map: &DataMap,
    bounds: Bounds,
) -> Result<Guesses, StoreError> {
    let mut observer = Observer::open(handle, bounds).await?;
    let catalogue = observer.catalogue().await?;
    let default = catalogue.schema.default_schema.clone();
    let undescribed = |place: &Place, column: &str| {
        described(map, handle.name(), place, &default)
            .is_none_or(|table| !columns_spoken_of(table).contains(column))
    };
    let wanted = |table: &probity_stores::schema::LiveTable| {
        table.columns.iter().any(|column| undescribed(&table.place, &column.name))
    };
    let samples = observer.samples_of(&catalogue, &Discover, wanted).await;
    observer.close().await;
    let mut guesses = Guesses::new();
    for table in catalogue.tables() {
        for column in table.columns.iter().filter(|column| undescribed(&table.place, &column.name)) {
            let sure = samples
                .category(&table.place, &column.name)
                .filter(|category| category.confidence.as_percent() >= SURE);
            if let Some(category) = sure {
                guesses.insert((table.place.clone(), column.name.clone()), category.value.clone());
            }
        }
    }
    Ok(guesses)
}
