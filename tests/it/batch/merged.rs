//! `--merge`: one PDF for many clients.
