/** M, T and A families; the columns are explained in family-table.ts. */
export const GENERAL_PURPOSE = `
family   maker GHz GiB    USD/h      interfaces branches network  ebs   NVMe   EFA | sizes
a1       aws   2.3 2      0.0255     c7a        g6e      c6g      a1    -      -   | medium large xlarge 2 4 metal
m1       intel -   3.75   0.0875     c7a        -        -        -     -      -   | small medium large xlarge
m2       intel -   8.5498 0.1225     m2         -        -        -     -      -   | xlarge 2 4
m3       intel 2.5 3.75   0.0665     m3         -        -        -     -      -   | medium large xlarge 2
m4       intel 2.4 4      0.05       m4         -        m4       m4    -      -   | large xlarge 2 4 10 16
m5       intel 3.1 4      0.048      c7a        c8g      c5       c5    -      -   | large xlarge 2 4 8 12 16 24 metal
m5a      amd   2.5 4      0.043      c7a        c8g      m5a      m5a   -      -   | large xlarge 2 4 8 12 16 24
m5ad     amd   2.5 4      0.0515     c7a        c8g      m5a      m5a   37.5   -   | large xlarge 2 4 8 12 16 24
m5d      intel 3.1 4      0.0565     c7a        c8g      c5       c5    37.5   -   | large xlarge 2 4 8 12 16 24 metal
m5dn     intel 3.1 4      0.068      c7a        c8g      m5dn     c5    37.5   96  | large xlarge 2 4 8 12 16 24 metal
m5n      intel 3.1 4      0.0595     c7a        c8g      m5dn     c5    -      96  | large xlarge 2 4 8 12 16 24 metal
m5zn     intel 4.5 4      0.0825833  g5         m5zn     c5n      m5zn  -      48  | large xlarge 2 3 6 12 metal
m6a      amd   3.6 4      0.0432     c7a        c7a      c7a      x8i   -      192 | large xlarge 2 4 8 12 16 24 32 48 metal
m6g      aws   2.5 4      0.0385     c7a        c8g      c6g      c6g   -      -   | medium large xlarge 2 4 8 12 16 metal
m6gd     aws   2.5 4      0.0452     c7a        c8g      c6g      c6g   59.375 -   | medium large xlarge 2 4 8 12 16 metal
m6i      intel 3.5 4      0.048      c7a        c7a      c7a      x8i   -      128 | large xlarge 2 4 8 12 16 24 32 metal
m6id     intel 3.5 4      0.059325   c7a        c7a      c7a      x8i   59.375 128 | large xlarge 2 4 8 12 16 24 32 metal
m6idn    intel 3.5 4      0.07956    c7a        c7a      c8in     c8ib  59.375 128 | large xlarge 2 4 8 12 16 24 32 metal
m6in     intel 3.5 4      0.069615   c7a        c7a      c8in     c8ib  -      128 | large xlarge 2 4 8 12 16 24 32 metal
m7a      amd   3.7 4      0.05796    c7a        c7a      c7a      x8i   -      192 | medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl
m7g      aws   2.6 4      0.0408     c7a        c8g      x8i      x8i   -      64  | medium large xlarge 2 4 8 12 16 metal
m7gd     aws   2.6 4      0.0534     c7a        c8g      x8i      x8i   59.375 64  | medium large xlarge 2 4 8 12 16 metal
m7i-flex intel 3.2 4      0.04788    c7a        c7i-flex c7i-flex x8i   -      -   | large xlarge 2 4 8 12 16
m7i      intel 3.2 4      0.0504     c7a        c7a      c7a      x8i   -      192 | large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
m8a      amd   4.5 4      0.06086    c8a        x8i      x8i      x8i   -      192 | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
m8azn    amd   5   4      0.10323    m8azn      m8azn    m8azn    m8azn -      96  | medium large xlarge 3 6 12 metal-12xl 24 metal-24xl
m8g      aws   2.8 4      0.04488    c7a        c8g      x8i      x8i   -      96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
m8gb     aws   2.8 4      0.07275    c8gb       c8gb     c8gb     c8gb  -      64  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
m8gd     aws   2.8 4      0.05766    c7a        c8g      x8i      x8i   59.375 96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
m8gn     aws   2.8 4      0.07275    c8gb       c8gb     c8gn     c8gn  -      64  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
m8i-flex intel 3.9 4      0.050275   x8i        c8i-flex c8i-flex x8i   -      -   | large xlarge 2 4 8 12 16
m8i      intel 3.9 4      0.05292    x8i        x8i      x8i      x8i   -      192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8ib     intel -   4      0.08354    c8ib       c8ib     c8ib     c8ib  -      192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8id     intel 3.9 4      0.06526    x8i        x8i      x8i      x8i   59.375 192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8idb    intel -   4      0.09547    c8ib       c8ib     c8ib     c8ib  59.375 192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8idn    intel -   4      0.09547    c8ib       c8ib     c8in     x8i   59.375 192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8in     intel -   4      0.08354    c8ib       c8ib     c8in     x8i   -      192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
m8ine    intel -   4      0.104425   c8ib       c8ib     c8in     x8i   -      -   | large xlarge 2 4 8 12
m9g      aws   -   4      0.04892    x8i        c8gb     c9g      c9g   -      192 | medium large xlarge 2 4 8 12 16 24 48 metal-48xl
m9gd     aws   -   4      0.06285    x8i        c8gb     c9g      c9g   59.375 192 | medium large xlarge 2 4 8 12 16 24 48 metal-48xl
t1       intel -   0.6123 0.02       t1         -        -        -     -      -   | micro
t2       intel 2.3 burst     0.0116/GiB t2         -        -        -     -      -   | nano micro small medium large xlarge 2
t3       intel 2.5 burst     0.0104/GiB t3         -        t3       t3    -      -   | nano micro small medium large xlarge 2
t3a      amd   2.2 burst     0.0094/GiB t3a        -        t3       t3    -      -   | nano micro small medium large xlarge 2
t4g      aws   2.5 burst     0.0084/GiB t3         -        t3       t3    -      -   | nano micro small medium large xlarge 2
`;
