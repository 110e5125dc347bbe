import type { FolderCalls } from '../crash-safe/folder-handle.ts';
import { DescriptorFolder } from '../files/descriptor-folder.ts';
import { yieldToEventLoop } from '../process/yield-to-event-loop.ts';
import { fileCalls } from './file-calls.ts';

export const folderCalls: FolderCalls = {
  open: (absolute, check) => DescriptorFolder.open(absolute, check),
  openTrusted: (absolute) => DescriptorFolder.openTrusted(absolute),
  yieldTurn: yieldToEventLoop,
  syncAll: (folders) => fileCalls.syncAll(folders),
};
