// The few functions of the C library that Node has no name for, by node:ffi (docs/decisions/0018).

function load() {
  const { dlopen } = process.getBuiltinModule('node:ffi');
  return dlopen(null, {
    fcntl: { arguments: ['int32', 'int32', 'buffer'], return: 'int32' },
    getsockname: { arguments: ['int32', 'buffer', 'buffer'], return: 'int32' },
    getsockopt: { arguments: ['int32', 'int32', 'int32', 'buffer', 'buffer'], return: 'int32' },
  }).functions;
}

let loaded: ReturnType<typeof load> | undefined;

/** Loaded at the first use: Node warns of an experimental module, and most commands never need it. */
export function libc(): ReturnType<typeof load> {
  loaded ??= load();
  return loaded;
}
