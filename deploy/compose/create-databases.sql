-- PostgreSQL's image runs it once, when its volume is empty. Each subgraph has a database of its own.
CREATE DATABASE accounts;
CREATE DATABASE books; -- <demo/>
CREATE DATABASE comments; -- <demo/>
