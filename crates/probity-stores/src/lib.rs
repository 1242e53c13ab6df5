//! The company's databases: schemas, the person graph, plans, and carrying plans out.
