/** R, X, Z and U families; the columns are explained in family-table.ts. */
export const MEMORY_OPTIMIZED = `
family    maker GHz GiB      USD/h     interfaces branches  network   ebs      NVMe    EFA | sizes
r3        intel 2.5 7.625    0.083125  c7a        -         m4        -        -       -   | large xlarge 2 4 8
r4        intel 2.3 7.625    0.0665    c7a        -         z1d       i3       -       -   | large xlarge 2 4 8 16
r5        intel 3.1 8        0.063     c7a        c8g       c5        c5       -       -   | large xlarge 2 4 8 12 16 24 metal
r5a       amd   2.5 8        0.0565    c7a        c8g       m5a       m5a      -       -   | large xlarge 2 4 8 12 16 24
r5ad      amd   2.5 8        0.0655    c7a        c8g       m5a       m5a      37.5    -   | large xlarge 2 4 8 12 16 24
r5b       intel 3.1 8        0.0745    c7a        c8g       c5        c8gn     -       -   | large xlarge 2 4 8 12 16 24 metal
r5d       intel 3.1 8        0.072     c7a        c8g       c5        c5       37.5    -   | large xlarge 2 4 8 12 16 24 metal
r5dn      intel 3.1 8        0.0835    c7a        c8g       m5dn      c5       37.5    96  | large xlarge 2 4 8 12 16 24 metal
r5n       intel 3.1 8        0.0745    c7a        c8g       m5dn      c5       -       96  | large xlarge 2 4 8 12 16 24 metal
r6a       amd   3.6 8        0.0567    c7a        c7a       c7a       x8i      -       192 | large xlarge 2 4 8 12 16 24 32 48 metal
r6g       aws   2.5 8        0.0504    c7a        c8g       c6g       c6g      -       -   | medium large xlarge 2 4 8 12 16 metal
r6gd      aws   2.5 8        0.0576    c7a        c8g       c6g       c6g      59.375  -   | medium large xlarge 2 4 8 12 16 metal
r6i       intel 3.5 8        0.063     c7a        c7a       c7a       x8i      -       128 | large xlarge 2 4 8 12 16 24 32 metal
r6id      intel 3.5 8        0.0756    c7a        c7a       c7a       x8i      59.375  128 | large xlarge 2 4 8 12 16 24 32 metal
r6idn     intel 3.5 8        0.097695  c7a        c7a       c8in      c8ib     59.375  128 | large xlarge 2 4 8 12 16 24 32 metal
r6in      intel 3.5 8        0.087165  c7a        c7a       c8in      c8ib     -       128 | large xlarge 2 4 8 12 16 24 32 metal
r7a       amd   3.7 8        0.076075  c7a        c7a       c7a       x8i      -       192 | medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl
r7g       aws   2.6 8        0.05355   c7a        c8g       x8i       x8i      -       64  | medium large xlarge 2 4 8 12 16 metal
r7gd      aws   2.6 8        0.0680406 c7a        c8g       x8i       x8i      59.375  64  | medium large xlarge 2 4 8 12 16 metal
r7i       intel 3.2 8        0.06615   c7a        c7a       c7a       x8i      -       192 | large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
r7iz      intel 3.9 8        0.093     c7a        c7a       c7a       x8i      -       128 | large xlarge 2 4 8 12 16 metal-16xl 32 metal-32xl
r8a       amd   4.5 8        0.07988   c8a        x8i       x8i       x8i      -       192 | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
r8g       aws   2.8 8        0.05891   c7a        c8g       x8i       x8i      -       96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
r8gb      aws   2.8 8        0.09109   c8gb       c8gb      c8gb      c8gb     -       64  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
r8gd      aws   2.8 8        0.07348   c7a        c8g       x8i       x8i      59.375  96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
r8gn      aws   2.8 8        0.0911    c8gb       c8gb      c8gn      c8gn     -       64  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
r8i-flex  intel 3.9 8        0.065985  x8i        c8i-flex  c8i-flex  x8i      -       -   | large xlarge 2 4 8 12 16
r8i       intel 3.9 8        0.06946   x8i        x8i       x8i       x8i      -       192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
r8ib      intel -   8        0.1046    c8ib       c8ib      c8ib      c8ib     -       192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
r8id      intel 3.9 8        0.08316   x8i        x8i       x8i       x8i      59.375  192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
r8idb     intel -   8        0.117235  c8ib       c8ib      c8ib      c8ib     59.375  192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
r8idn     intel -   8        0.117235  c8ib       c8ib      c8in      x8i      59.375  192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
r8in      intel -   8        0.1046    c8ib       c8ib      c8in      x8i      -       192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
u-3tb1    intel 2.1 13.71429 0.121875  u-3tb1     u-3tb1    u-3tb1    u-3tb1   -       -   | 56
u-6tb1    intel 2.1 27.42857 0.20716   u-6tb1     -         u-6tb1    u-6tb1   -       -   | 56 112
u7i-12tb  intel -   13.71429 0.140158  u7i-12tb   u7i-12tb  u7i-12tb  u7i-12tb -       896 | 224
u7i-6tb   intel -   13.71429 0.140156  u-6tb1     u7i-6tb   u-6tb1    u7i-6tb  -       448 | 112
u7i-8tb   intel -   18.28571 0.186875  u-6tb1     u7i-6tb   u-6tb1    u7i-6tb  -       448 | 112
u7in-16tb intel -   18.28571 0.201424  u7in-16tb  u7in-16tb u7in-16tb u7i-12tb -       896 | 224
u7in-24tb intel -   27.42857 0.302155  u7in-16tb  u7in-16tb u7in-16tb u7i-12tb -       896 | 224
u7in-32tb intel -   36.57143 0.402887  u7in-16tb  u7in-16tb u7in-16tb u7i-12tb -       896 | 224
x1        intel 2.3 15.25    0.104203  x1e        -         x1e       x1e      -       -   | 16 32
x1e       intel 2.3 30.5     0.2085    x1e        -         x1e       x1e      -       -   | xlarge 2 4 8 16 32
x2gd      aws   2.5 16       0.0835    c7a        c8g       c6g       c6g      59.375  -   | medium large xlarge 2 4 8 12 16 metal
x2idn     intel 3.5 16       0.104203  c7a        c7a       x2iedn    x2iedn   29.6875 128 | 16 24 32 metal
x2iedn    intel 3.5 32       0.208406  c7a        x2iedn    x2iedn    x2iedn   29.6875 128 | xlarge 2 4 8 16 24 32 metal
x2iezn    intel 4.5 32       0.2085    g5         m5zn      x2iezn    m5zn     -       48  | 2 4 6 8 12 metal
x8g       aws   2.8 16       0.0977    c7a        c8g       x8i       x8i      -       96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
x8i       intel 3.9 16       0.109415  x8i        x8i       x8i       x8i      -       192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 64 96 metal-96xl
z1d       intel 4   8        0.093     g5         z1d       z1d       m5zn     37.5    -   | large xlarge 2 3 6 12 metal
`;
