// Monaco's own worker: word completion, differences and links, off the main thread.
import "monaco-editor/editor/editor.worker";
