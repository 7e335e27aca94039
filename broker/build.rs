//! Rebuilds when a migration or a page template is added, which cargo does not see by itself.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../web/templates");
}
