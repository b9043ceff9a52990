"""The MkDocs host: the same bodies at the same addresses, in any MkDocs theme."""
