import { renderFileLimit } from '../renderers/service-file-limit.ts';
import type { SharedFile } from './service.ts';

/** The drop-in by which systemd lets a service open enough files. @param unit without its suffix */
export function fileLimitDropIn(unit: string): SharedFile {
  return {
    path: `/etc/systemd/system/${unit}.service.d/jopanel.conf`,
    text: renderFileLimit(),
    mode: 0o644,
  };
}
