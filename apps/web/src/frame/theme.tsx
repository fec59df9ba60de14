import { theme as themes, type ThemeConfig } from 'antd';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

export type Brightness = 'light' | 'dark' | 'system';

interface Theme {
  readonly chosen: Brightness;
  readonly isDark: boolean;
  readonly antd: ThemeConfig;
  readonly choose: (brightness: Brightness) => void;
}

/** The words on light tags, darker than the components' own, which are too pale to read for many. */
const LEGIBLE = {
  red: '#a8071a',
  volcano: '#ad2102',
  orange: '#ad4e00',
  gold: '#874d00',
  cyan: '#006d75',
  green: '#237804',
  magenta: '#9e1068',
} as const;
/** The palette has each shade under two names, of which one style sheet's variable is made. */
const LEGIBLE_TAGS = Object.fromEntries(
  Object.entries(LEGIBLE).flatMap(([name, shade]) => [
    [`${name}7`, shade],
    [`${name}-7`, shade],
  ]),
);

const KEPT = 'thaw.brightness';
const Context = createContext<Theme | null>(null);

/** What the reader asked of their system, as it is now. */
function useSystem(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = (): void => setHolds(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return holds;
}

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState<Brightness>(() => {
    const kept = localStorage.getItem(KEPT);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  });
  const systemDark = useSystem('(prefers-color-scheme: dark)');
  const isStill = useSystem('(prefers-reduced-motion: reduce)');
  const isDark = chosen === 'dark' || (chosen === 'system' && systemDark);
  useEffect(() => {
    document.documentElement.dataset['brightness'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  const value = useMemo<Theme>(
    () => ({
      chosen,
      isDark,
      antd: {
        algorithm: isDark ? themes.darkAlgorithm : themes.defaultAlgorithm,
        cssVar: { key: 'thaw' },
        // The components' own is paler under the mouse, where white words fade.
        components: { Button: { colorPrimaryHover: '#003eb3', colorPrimaryActive: '#002c8c' } },
        token: {
          ...(!isDark && LEGIBLE_TAGS),
          motion: !isStill,
          colorPrimary: '#0958d9',
          ...(!isDark && { colorError: '#cf1322' }),
          colorLink: isDark ? '#4d94ff' : '#0958d9',
          colorTextDescription: isDark ? '#a6a6a6' : '#595959',
          colorTextTertiary: isDark ? '#a6a6a6' : '#595959',
          colorTextPlaceholder: isDark ? '#8c8c8c' : '#6b6b6b',
          borderRadius: 6,
          fontSize: 14,
        },
      },
      choose: (brightness) => {
        localStorage.setItem(KEPT, brightness);
        setChosen(brightness);
      },
    }),
    [chosen, isDark, isStill],
  );
  return <Context value={value}>{children}</Context>;
}

export function useTheme(): Theme {
  const theme = useContext(Context);
  if (!theme) throw new Error('outside of ThemeProvider');
  return theme;
}
