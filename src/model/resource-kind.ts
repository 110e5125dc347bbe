/** The name of a kind of resource, as its controller states it. Which kinds there are, the list of controllers says. */
export type ResourceKind = string;
