// Flags of open(2) with which nothing is opened but what was meant.

import { constants } from 'node:fs';

/** A folder, and no link to one. */
export const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** A file that is made by this call. */
export const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** A file to read, and no link to one. Without O_NONBLOCK the open of a FIFO would wait for its writer for ever. */
export const EXISTING_FILE =
  constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
