/** I, D, H, G, P, F, Inf, Trn and VT families; the columns are explained in family-table.ts. */
export const STORAGE_AND_ACCELERATED = `
family  maker GHz GiB      USD/h     interfaces branches network ebs    NVMe     EFA | sizes
d2      intel 2.4 7.625    0.1725    c7a        -        m4      c4     -        -   | xlarge 2 4 8
d3      intel 3.1 8        0.124875  d3         d3       d3      d3en   1485     -   | xlarge 2 4 8
d3en    intel 3.1 4        0.13143   d3en       d3en     d3en    d3en   6990     -   | xlarge 2 4 6 8 12
f2      amd   3.7 10.66667 0.0825    c7a        f2       i7ie    f2     39.1667  192 | 6 12 48
g4ad    amd   3   4        0.0541875 g4ad       g4ad     g4ad    c5a    37.5     -   | xlarge 2 4 8 16
g4dn    intel 2.5 4        0.068     g4dn       g4dn     g4dn    g4dn   28.125   32  | xlarge 2 4 8 12 16 metal
g5      amd   3.3 4        0.0848333 g5         g5       g5      g5     39.5885  32  | xlarge 2 4 8 12 16 24 48
g5g     aws   2.5 2        0.042875  c7a        c8g      c6g     c6g    -        -   | xlarge 2 4 8 16 metal
g6      amd   3.4 4        0.0695333 c7a        c7a      g5      g6     39.1667  32  | xlarge 2 4 8 12 16 24 48
g6e     amd   3.4 8        0.156933  g6e        g6e      g6e     g6     39.5885  32  | xlarge 2 4 8 12 16 24 48
g6f     amd   3.4 4        0.059375  m4         g6f      g5      g6f    25       -   | large xlarge 2 4
g7      intel -   4        0.148507  g7         g7       g7      g7     39.5885  32  | 2 4 8 12 24 48
g7e     intel -   8        0.172627  g7e        g7e      g7e     g7e    79.1667  32  | 2 4 8 12 24 48
gr6     amd   3.4 8        0.0962    c7a        c8ib     g5      g6     37.5     32  | 4 8
gr6f    amd   3.4 8        0.066625  c7a        x8i      g5      g6     28.125   -   | 4
h1      intel 2.3 4        0.0585    h1         -        z1d     h1     -        -   | 2 4 8 16
i2      intel 2.5 7.625    0.213125  c7a        -        m4      -      -        -   | xlarge 2 4 8
i3      intel 2.3 7.625    0.078     c7a        -        z1d     i3     237.5    -   | large xlarge 2 4 8 16
i3en    intel 3.1 8        0.113     c7a        i3en     i3en    c5     625      48  | large xlarge 2 3 6 12 24 metal
i4g     aws   2.5 8        0.07722   c7a        c8g      i4i     x8i    234.375  64  | large xlarge 2 4 8 16
i4i     intel 3.5 8        0.08575   c7a        i4i      i4i     x8i    234.375  128 | large xlarge 2 4 8 12 16 24 32 metal
i7i     intel 3.2 8        0.094375  c7a        c7a      i7i     x8i    234.375  96  | large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
i7ie    intel 3.2 8        0.12995   i7ie       i7ie     i7ie    x8i    625      192 | large xlarge 2 3 6 12 18 24 metal-24xl 48 metal-48xl
i8g     aws   2.8 8        0.0858    c7a        c8g      i8g     x8i    234.375  192 | large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
i8ge    aws   2.8 8        0.11865   i8ge       i8ge     i8ge    x8i    625      192 | large xlarge 2 3 6 12 18 24 metal-24xl 48 metal-48xl
im4gn   aws   2.5 4        0.0909475 c7a        c8g      c8in    c8gn   468.75   64  | large xlarge 2 4 8 16
inf1    intel 3   2        0.057     inf1       inf1     inf1    c5     -        96  | xlarge 2 6 24
inf2    amd   3.6 4        0.18955   c7a        c7a      inf2    x8i    -        -   | xlarge 8 24 48
is4gen  aws   2.5 6        0.144075  c7a        c8g      c8in    c8gn   937.5    -   | medium large xlarge 2 4 8
p3dn    intel 2.5 8        0.325125  c7a        c7a      c8ib    c5     18.75    96  | 24
p4d     intel 3   12       0.228725  c7a        p4d      p4d     c5     83.3385  96  | 24
p4de    intel 3   12       0.285907  c7a        p4d      p4d     c5     83.3385  96  | 24
p5      amd   3.6 16       0.43      p5         p5       p5      p5     237.5    16  | 4 48
p5en    intel 3.2 10.66667 0.329667  p5en       g7e      p5      g7e    158.3359 192 | 48
p6-b200 intel -   10.66667 0.593401  p5en       g7e      p5      g7e    158.3359 192 | 48
p6-b300 intel -   21.33333 0.74175   p5en       g7e      p6-b300 g7e    158.3359 192 | 48
trn1    intel 2.9 4        0.167969  trn1       trn1     trn1    x2iedn 59.25    128 | 2 32
trn1n   intel 2.9 4        0.193594  trn1       i4i      trn1n   x2iedn 59.375   128 | 32
vt1     intel 2.5 2        0.0541667 c7a        i3en     vt1     c5     -        96  | 3 6 24
`;
