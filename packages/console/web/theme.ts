import { createTheme, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e8f6f4",
  "#d0ebe8",
  "#a0d8d1",
  "#6cc4b9",
  "#3faea2",
  "#1f9387",
  "#0f766e",
  "#0c625c",
  "#094e49",
  "#063a36",
];

/** The look of Mantine's parts; colours of our own surfaces are in styles.css. */
export const theme = createTheme({
  primaryColor: "brand",
  colors: { brand: teal },
  primaryShade: { light: 6, dark: 7 },
  defaultRadius: "md",
  fontFamily: "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "sm" } },
    Modal: {
      defaultProps: { centered: true, transitionProps: { duration: 0 }, closeButtonProps: { "aria-label": "Close" } },
    },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 0 },
        position: "bottom-end",
        // A place for the focus that is no item would be foreign in a menu.
        withInitialFocusPlaceholder: false,
      },
    },
    Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 0 } }, allowDeselect: false } },
    Tooltip: { defaultProps: { transitionProps: { duration: 0 } } },
  },
});
