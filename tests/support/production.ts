// As the processes run: graphql-js then leaves out a search for a second graphql-js, the tenth part of what it costs.
process.env.NODE_ENV = "production";
