//! Imports, and other work of init.

pub(super) mod boto3_where_botocore_would_do;
pub(super) mod call_at_import;
pub(super) mod client_used_on_one_path;
pub(super) mod heavy_star_import;
pub(super) mod import_for_types_only;
pub(super) mod import_never_used;
pub(super) mod import_used_on_one_path;
pub(super) mod lazy_import_defeated;
pub(super) mod metadata_read_at_import;
pub(super) mod pandas_for_a_table;
pub(super) mod patch_all;
pub(super) mod pkg_resources;
pub(super) mod pydantic_v1;
pub(super) mod requests_for_one_call;
pub(super) mod test_code_imported;
