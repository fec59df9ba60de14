import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTheme } from '../frame/theme';

echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

interface Given {
  readonly names: readonly string[];
  readonly series: readonly Series[];
  /** What is seen, for whoever does not see it; a table beside the bars tells the numbers. */
  readonly label: string;
  readonly shown?: (value: number) => string;
}

const ROW_PX = 28;
const AROUND_PX = 64;

/** Numbers of things that have names, one beneath the other. */
export function Bars({ names, series, label, shown = (value) => value.toLocaleString() }: Given) {
  const { isDark } = useTheme();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    const chart = echarts.init(element.current, isDark ? 'dark' : undefined, { renderer: 'svg' });
    chart.setOption({
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      backgroundColor: 'transparent',
      color: isDark ? ['#4d94ff', '#8c8c8c'] : ['#0958d9', '#8c8c8c'],
      grid: { left: 8, right: 48, top: series.length > 1 ? 32 : 8, bottom: 8, containLabel: true },
      ...(series.length > 1 && { legend: { top: 0, left: 0 } }),
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value: unknown) => shown(Number(value)),
      },
      xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: [...names],
        axisTick: { show: false },
        axisLabel: { width: 170, overflow: 'truncate' },
      },
      series: series.map(({ name, values }) => ({
        type: 'bar',
        name,
        data: [...values],
        barMaxWidth: 18,
        label: {
          show: true,
          position: 'right',
          formatter: ({ value }: { value: unknown }) => shown(Number(value)),
        },
      })),
    });
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(element.current);
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [names, series, shown, isDark]);
  return (
    <div
      ref={element}
      role="img"
      aria-label={label}
      style={{ height: AROUND_PX + names.length * series.length * ROW_PX }}
    />
  );
}
