/** C and HPC families; the columns are explained in family-table.ts. */
export const COMPUTE_OPTIMIZED = `
family   maker GHz GiB     USD/h     interfaces branches network  ebs   NVMe   EFA | sizes
c1       intel -   0.84961 0.065     c1         -        -        -     -      -   | medium xlarge
c3       intel 2.8 1.875   0.0525    c7a        -        m4       -     -      -   | large xlarge 2 4 8
c4       intel 2.9 1.875   0.04975   c7a        -        m4       c4    -      -   | large xlarge 2 4 8
c5       intel 3.4 2       0.0425    c7a        c8g      c5       c5    -      -   | large xlarge 2 4 9 12 18 24 metal
c5a      amd   3.3 2       0.0385    c7a        c8g      c5       c5a   -      -   | large xlarge 2 4 8 12 16 24
c5ad     amd   3.3 2       0.043     c7a        c8g      c5       c5a   37.5   -   | large xlarge 2 4 8 12 16 24
c5d      intel 3.4 2       0.048     c7a        c8g      c5       c5    25     -   | large xlarge 2 4 9 12 18 24 metal
c5n      intel 3.4 2.625   0.054     c7a        c8g      c5n      c5    -      36  | large xlarge 2 4 9 18 metal
c6a      amd   3.6 2       0.03825   c7a        c7a      c7a      x8i   -      192 | large xlarge 2 4 8 12 16 24 32 48 metal
c6g      aws   2.5 2       0.034     c7a        c8g      c6g      c6g   -      -   | medium large xlarge 2 4 8 12 16 metal
c6gd     aws   2.5 2       0.0384    c7a        c8g      c6g      c6g   59.375 -   | medium large xlarge 2 4 8 12 16 metal
c6gn     aws   2.5 2       0.0432    c7a        c8g      c6gn     c6gn  -      64  | medium large xlarge 2 4 8 12 16
c6i      intel 3.5 2       0.0425    c7a        c7a      c7a      x8i   -      128 | large xlarge 2 4 8 12 16 24 32 metal
c6id     intel 3.5 2       0.0504    c7a        c7a      c7a      x8i   59.375 128 | large xlarge 2 4 8 12 16 24 32 metal
c6in     intel 3.5 2       0.0567    c7a        c7a      c8in     c8ib  -      128 | large xlarge 2 4 8 12 16 24 32 metal
c7a      amd   3.7 2       0.05132   c7a        c7a      c7a      x8i   -      192 | medium large xlarge 2 4 8 12 16 24 32 48 metal-48xl
c7g      aws   2.6 2       0.03625   c7a        c8g      x8i      x8i   -      64  | medium large xlarge 2 4 8 12 16 metal
c7gd     aws   2.6 2       0.0453594 c7a        c8g      x8i      x8i   59.375 64  | medium large xlarge 2 4 8 12 16 metal
c7gn     aws   2.6 2       0.0624    c7a        c8g      c8gn     c8gn  -      64  | medium large xlarge 2 4 8 12 16 metal
c7i-flex intel 3.2 2       0.0423938 c7a        c7i-flex c7i-flex x8i   -      -   | large xlarge 2 4 8 12 16
c7i      intel 3.2 2       0.044625  c7a        c7a      c7a      x8i   -      192 | large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
c8a      amd   4.5 2       0.053885  c8a        x8i      x8i      x8i   -      192 | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
c8g      aws   2.8 2       0.03988   c7a        c8g      x8i      x8i   -      96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
c8gb     aws   2.8 2       0.05925   c8gb       c8gb     c8gb     c8gb  -      64  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
c8gd     aws   2.8 2       0.04899   c7a        c8g      x8i      x8i   59.375 96  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
c8gn     aws   2.8 2       0.05925   c8gb       c8gb     c8gn     c8gn  -      64  | medium large xlarge 2 4 8 12 16 24 metal-24xl 48 metal-48xl
c8i-flex intel 3.9 2       0.04451   x8i        c8i-flex c8i-flex x8i   -      -   | large xlarge 2 4 8 12 16
c8i      intel 3.9 2       0.046855  x8i        x8i      x8i      x8i   -      192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
c8ib     intel -   2       0.06804   c8ib       c8ib     c8ib     c8ib  -      192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
c8id     intel 3.9 2       0.05544   x8i        x8i      x8i      x8i   59.375 192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
c8in     intel -   2       0.06804   c8ib       c8ib     c8in     x8i   -      192 | large xlarge 2 4 8 12 16 24 32 48 metal-48xl 96 metal-96xl
c8ine    intel -   2       0.08505   c8ib       c8ib     c8in     x8i   -      -   | large xlarge 2 4 8 12
c9g      aws   -   2       0.04347   x8i        -        c9g      c9g   -      192 | medium large xlarge 2 4 8 12 16 24 48 metal-48xl
c9gd     aws   -   2       0.0534    x8i        -        c9g      c9g   59.375 192 | medium large xlarge 2 4 8 12 16 24 48 metal-48xl
hpc7g    aws   2.6 2       0.1052    hpc7g      -        hpc7g    hpc7g -      16  | 4 8 16
`;
