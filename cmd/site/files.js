// A file system in memory, as Node's fs has it, for the Go program in a Web Worker: what is opened on the page is read from here, by the
// same code as on the command line. It comes before wasm_exec.js, which then leaves it alone. Nothing in it outlives the page.
'use strict';

(() => {
  const DIRECTORY = 0o40777;
  const FILE = 0o100666;
  const nodes = new Map([['/', folder()], ['/tmp', folder()]]); // path → node
  const opened = new Map(); // descriptor → { node, position, append }
  let lastDescriptor = 2;
  let lastInode = 0;

  function folder() { return { mode: DIRECTORY, inode: 0, time: Date.now() }; }
  function file() { return { mode: FILE, inode: ++lastInode, time: Date.now(), content: new Uint8Array(), size: 0 }; }
  function isFolder(node) { return node.mode === DIRECTORY; }

  function failure(code) { return Object.assign(new Error(code), { code }); }

  function absolute(path) {
    const parts = [];
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }
  function parent(path) { return path.slice(0, path.lastIndexOf('/')) || '/'; }

  function find(path) {
    const node = nodes.get(absolute(path));
    if (!node) throw failure('ENOENT');
    return node;
  }
  function names(path) {
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...nodes.keys()].filter((p) => p !== '/' && p.startsWith(prefix) && !p.slice(prefix.length).includes('/'))
      .map((p) => p.slice(prefix.length));
  }
  function descriptor(fd) {
    const file = opened.get(fd);
    if (!file) throw failure('EBADF');
    return file;
  }

  function resize(node, size) {
    if (size > node.content.length) {
      const larger = new Uint8Array(Math.max(size, 2 * node.content.length));
      larger.set(node.content.subarray(0, node.size));
      node.content = larger;
    } else if (size < node.size) {
      node.content.fill(0, size, node.size);
    }
    node.size = size;
  }

  function stats(node) {
    return {
      dev: 0, ino: node.inode, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size: node.size ?? 0, blksize: 4096, blocks: 0,
      atimeMs: node.time, mtimeMs: node.time, ctimeMs: node.time, isDirectory: () => isFolder(node),
    };
  }

  const constants = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536 };

  const calls = {
    open(path, flags) {
      path = absolute(path);
      let node = nodes.get(path);
      if (node && flags & constants.O_CREAT && flags & constants.O_EXCL) throw failure('EEXIST');
      if (!node) {
        if (!(flags & constants.O_CREAT)) throw failure('ENOENT');
        if (!isFolder(find(parent(path)))) throw failure('ENOTDIR');
        nodes.set(path, node = file());
      }
      if (isFolder(node) && flags & (constants.O_WRONLY | constants.O_RDWR)) throw failure('EISDIR');
      if (flags & constants.O_TRUNC) resize(node, 0);
      opened.set(++lastDescriptor, { node, position: 0, append: Boolean(flags & constants.O_APPEND) });
      return lastDescriptor;
    },
    close(fd) { descriptor(fd); opened.delete(fd); },
    read(fd, buffer, offset, length, position) {
      const file = descriptor(fd);
      if (isFolder(file.node)) throw failure('EISDIR');
      const from = position ?? file.position;
      const bytes = file.node.content.subarray(from, Math.min(from + length, file.node.size));
      buffer.set(bytes, offset);
      if (position === null) file.position += bytes.length;
      return bytes.length;
    },
    write(fd, buffer, offset, length, position) {
      if (fd <= 2) return fs.writeSync(fd, buffer.subarray(offset, offset + length));
      const file = descriptor(fd);
      const to = file.append ? file.node.size : position ?? file.position;
      if (to + length > file.node.size) resize(file.node, to + length);
      file.node.content.set(buffer.subarray(offset, offset + length), to);
      file.node.time = Date.now();
      if (position === null) file.position = to + length;
      return length;
    },
    mkdir(path) {
      path = absolute(path);
      if (nodes.has(path)) throw failure('EEXIST');
      if (!isFolder(find(parent(path)))) throw failure('ENOTDIR');
      nodes.set(path, folder());
    },
    readdir(path) {
      if (!isFolder(find(path))) throw failure('ENOTDIR');
      return names(absolute(path));
    },
    rename(from, to) {
      const node = find(from);
      if (isFolder(node)) throw failure('ENOSYS');
      if (!isFolder(find(parent(absolute(to))))) throw failure('ENOTDIR');
      nodes.delete(absolute(from));
      nodes.set(absolute(to), node);
    },
    unlink(path) {
      if (isFolder(find(path))) throw failure('EISDIR');
      nodes.delete(absolute(path));
    },
    rmdir(path) {
      path = absolute(path);
      if (!isFolder(find(path))) throw failure('ENOTDIR');
      if (names(path).length > 0) throw failure('ENOTEMPTY');
      nodes.delete(path);
    },
    stat: (path) => stats(find(path)),
    lstat: (path) => stats(find(path)),
    fstat: (fd) => stats(descriptor(fd).node),
    ftruncate(fd, length) { resize(descriptor(fd).node, length); },
    truncate(path, length) { resize(find(path), length); },
    fsync() {}, chmod() {}, fchmod() {}, chown() {}, fchown() {}, lchown() {}, utimes() {},
    readlink() { throw failure('EINVAL'); },
    link() { throw failure('ENOSYS'); },
    symlink() { throw failure('ENOSYS'); },
  };

  const decoder = new TextDecoder();
  let line = '';
  const fs = globalThis.fs = {
    constants,
    // What the program prints goes to the console, line by line.
    writeSync(fd, bytes) {
      const lines = (line + decoder.decode(bytes)).split('\n');
      line = lines.pop();
      for (const each of lines) console.log(each);
      return bytes.length;
    },
  };
  for (const [name, call] of Object.entries(calls)) {
    fs[name] = (...args) => {
      const callback = args.pop();
      let result;
      try {
        result = call(...args);
      } catch (error) {
        if (!error.code) throw error;
        callback(error);
        return;
      }
      callback(null, result);
    };
  }

  globalThis.process = {
    pid: 1, ppid: 0,
    getuid: () => 0, getgid: () => 0, geteuid: () => 0, getegid: () => 0, getgroups: () => [],
    umask: () => 0, cwd: () => '/', chdir() { throw failure('ENOSYS'); },
  };
})();
