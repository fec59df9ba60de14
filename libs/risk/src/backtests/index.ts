export * from './backtest-runner';
export * from './backtest.entity';
export * from './backtests.query';
export * from './backtests.service';
