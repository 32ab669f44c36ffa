import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import lit from "eslint-plugin-lit";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "www/dist/",
    "pkg/",
    "www/src/core/",
    "www/src/scan-core/",
    "target/",
    "test-results/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["www/**/*.ts", "tests/browser/**/*.ts", "benches/browser/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers and booleans read well in templates; objects do not.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => void doIt()` is how the event handlers of templates are written.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // JSON of an archive is read with keys in brackets: noPropertyAccessFromIndexSignature.
      "@typescript-eslint/dot-notation": "off",
      eqeqeq: "error",
    },
  },
  {
    // What a test registers runs by itself; its promise is the runner's.
    files: ["**/*.test.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
  { files: ["www/src/**/*.ts"], extends: [lit.configs["flat/recommended"]] },
);
