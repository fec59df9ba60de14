// Written by `npm run base-rates`: run it after a change of a rule, of its defaults, or of the simulator.

/**
 * How often every rule fires, with its defaults, on the reference population. A line is rule, version, fee profile, shops,
 * shops where it fired, findings, and its parameters.
 */
export const REFERENCE_RATES = `
R1a 1 standard 200 0 0 max=5000000
R1b 1 standard 200 0 0 limit=20000000
R2 1 standard 200 1 1 unit=100000 near=1000 min=1000000 n=3 days=7
R3 1 standard 200 200 1200 unit=100
R4 1 standard 200 80 435 ratio=4 minDebit=20000 minCredit=20
R5 1 standard 200 0 0 months=2 gap=1
R6a 1 standard 200 0 0 max=2 rolling=0
R6b 1 standard 200 0 0 gap=600
R6c 1 standard 200 105 462 max=5
R8 1 standard 200 0 0 from=32400 to=73800 share=20 n=10 days=30 large=1000000
X1 1 standard 200 0 0 limit=5000000 near=90 n=3
X2 1 standard 200 0 0 idle=90 n=5 window=86400 awake=7
X3 1 standard 200 15 23 times=3 back=90 n=10
X4 1 standard 200 10 14 n=5 near=10 window=86400 min=500000
X5 1 standard 200 3 3 cards=20 window=3600
X6 1 standard 200 0 0 cards=10 share=70 numbers=5 window=600
X7 1 standard 200 0 0 share=20 days=30 n=3 saleDays=180 unmatched=1
X9 1 standard 200 0 0 age=7 times=10
X10 1 standard 200 199 1083 critical=15507 n=50
R1a 1 low_rate 200 0 0 max=5000000
R1b 1 low_rate 200 0 0 limit=20000000
R2 1 low_rate 200 1 1 unit=100000 near=1000 min=1000000 n=3 days=7
R3 1 low_rate 200 200 1200 unit=100
R4 1 low_rate 200 80 435 ratio=4 minDebit=20000 minCredit=20
R5 1 low_rate 200 200 3440 months=2 gap=1
R6a 1 low_rate 200 27 30 max=2 rolling=0
R6b 1 low_rate 200 32 37 gap=600
R6c 1 low_rate 200 105 462 max=5
R8 1 low_rate 200 0 0 from=32400 to=73800 share=20 n=10 days=30 large=1000000
X1 1 low_rate 200 0 0 limit=5000000 near=90 n=3
X2 1 low_rate 200 0 0 idle=90 n=5 window=86400 awake=7
X3 1 low_rate 200 15 23 times=3 back=90 n=10
X4 1 low_rate 200 10 14 n=5 near=10 window=86400 min=500000
X5 1 low_rate 200 3 3 cards=20 window=3600
X6 1 low_rate 200 0 0 cards=10 share=70 numbers=5 window=600
X7 1 low_rate 200 0 0 share=20 days=30 n=3 saleDays=180 unmatched=1
X9 1 low_rate 200 0 0 age=7 times=10
X10 1 low_rate 200 199 1083 critical=15507 n=50
R1a 1 capped 200 0 0 max=5000000
R1b 1 capped 200 0 0 limit=20000000
R2 1 capped 200 1 1 unit=100000 near=1000 min=1000000 n=3 days=7
R3 1 capped 200 200 1200 unit=100
R4 1 capped 200 80 435 ratio=4 minDebit=20000 minCredit=20
R5 1 capped 200 200 3440 months=2 gap=1
R6a 1 capped 200 27 30 max=2 rolling=0
R6b 1 capped 200 32 37 gap=600
R6c 1 capped 200 105 462 max=5
R8 1 capped 200 0 0 from=32400 to=73800 share=20 n=10 days=30 large=1000000
X1 1 capped 200 0 0 limit=5000000 near=90 n=3
X2 1 capped 200 0 0 idle=90 n=5 window=86400 awake=7
X3 1 capped 200 15 23 times=3 back=90 n=10
X4 1 capped 200 10 14 n=5 near=10 window=86400 min=500000
X5 1 capped 200 3 3 cards=20 window=3600
X6 1 capped 200 0 0 cards=10 share=70 numbers=5 window=600
X7 1 capped 200 0 0 share=20 days=30 n=3 saleDays=180 unmatched=1
X9 1 capped 200 0 0 age=7 times=10
X10 1 capped 200 199 1083 critical=15507 n=50
`;

/** The same on its first shops alone: what a spec measures again. */
export const SAMPLE_RATES = `
R1a 1 standard 6 0 0 max=5000000
R1b 1 standard 6 0 0 limit=20000000
R2 1 standard 6 0 0 unit=100000 near=1000 min=1000000 n=3 days=7
R3 1 standard 6 6 36 unit=100
R4 1 standard 6 2 11 ratio=4 minDebit=20000 minCredit=20
R5 1 standard 6 0 0 months=2 gap=1
R6a 1 standard 6 0 0 max=2 rolling=0
R6b 1 standard 6 0 0 gap=600
R6c 1 standard 6 3 8 max=5
R8 1 standard 6 0 0 from=32400 to=73800 share=20 n=10 days=30 large=1000000
X1 1 standard 6 0 0 limit=5000000 near=90 n=3
X2 1 standard 6 0 0 idle=90 n=5 window=86400 awake=7
X3 1 standard 6 0 0 times=3 back=90 n=10
X4 1 standard 6 0 0 n=5 near=10 window=86400 min=500000
X5 1 standard 6 0 0 cards=20 window=3600
X6 1 standard 6 0 0 cards=10 share=70 numbers=5 window=600
X7 1 standard 6 0 0 share=20 days=30 n=3 saleDays=180 unmatched=1
X9 1 standard 6 0 0 age=7 times=10
X10 1 standard 6 6 34 critical=15507 n=50
R1a 1 low_rate 6 0 0 max=5000000
R1b 1 low_rate 6 0 0 limit=20000000
R2 1 low_rate 6 0 0 unit=100000 near=1000 min=1000000 n=3 days=7
R3 1 low_rate 6 6 36 unit=100
R4 1 low_rate 6 2 11 ratio=4 minDebit=20000 minCredit=20
R5 1 low_rate 6 6 83 months=2 gap=1
R6a 1 low_rate 6 0 0 max=2 rolling=0
R6b 1 low_rate 6 1 1 gap=600
R6c 1 low_rate 6 3 8 max=5
R8 1 low_rate 6 0 0 from=32400 to=73800 share=20 n=10 days=30 large=1000000
X1 1 low_rate 6 0 0 limit=5000000 near=90 n=3
X2 1 low_rate 6 0 0 idle=90 n=5 window=86400 awake=7
X3 1 low_rate 6 0 0 times=3 back=90 n=10
X4 1 low_rate 6 0 0 n=5 near=10 window=86400 min=500000
X5 1 low_rate 6 0 0 cards=20 window=3600
X6 1 low_rate 6 0 0 cards=10 share=70 numbers=5 window=600
X7 1 low_rate 6 0 0 share=20 days=30 n=3 saleDays=180 unmatched=1
X9 1 low_rate 6 0 0 age=7 times=10
X10 1 low_rate 6 6 34 critical=15507 n=50
R1a 1 capped 6 0 0 max=5000000
R1b 1 capped 6 0 0 limit=20000000
R2 1 capped 6 0 0 unit=100000 near=1000 min=1000000 n=3 days=7
R3 1 capped 6 6 36 unit=100
R4 1 capped 6 2 11 ratio=4 minDebit=20000 minCredit=20
R5 1 capped 6 6 83 months=2 gap=1
R6a 1 capped 6 0 0 max=2 rolling=0
R6b 1 capped 6 1 1 gap=600
R6c 1 capped 6 3 8 max=5
R8 1 capped 6 0 0 from=32400 to=73800 share=20 n=10 days=30 large=1000000
X1 1 capped 6 0 0 limit=5000000 near=90 n=3
X2 1 capped 6 0 0 idle=90 n=5 window=86400 awake=7
X3 1 capped 6 0 0 times=3 back=90 n=10
X4 1 capped 6 0 0 n=5 near=10 window=86400 min=500000
X5 1 capped 6 0 0 cards=20 window=3600
X6 1 capped 6 0 0 cards=10 share=70 numbers=5 window=600
X7 1 capped 6 0 0 share=20 days=30 n=3 saleDays=180 unmatched=1
X9 1 capped 6 0 0 age=7 times=10
X10 1 capped 6 6 34 critical=15507 n=50
`;
