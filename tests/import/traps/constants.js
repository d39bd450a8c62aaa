// @flow
export type Milestone = 0 | 1 | 2 | 3
type Tracks = {| 'BAKING': Track |}

export const milestoneToPoints = (milestone: Milestone): number => {
  switch (milestone) {
    case 0: return 0
    case 1: return 1 // the first
    case 2: return 3
    case 3: return 6
    default: return 0
  }
}

export const pointsToLevels = {
  '0': '1.1',
  '5': '1.2',
  '11': '2.1',
}

export const tracks: Tracks = {
  "BAKING": {
    "displayName": "Baking",
    "category": "A",
    "description": "Bakes what people come back for",
    "milestones": [{
      "summary": "Bakes from a recipe",
      "signals": ["Weighs before mixing", "Cleans the bench"],
      "examples": ["Baked forty rolls for the market"],
    }, {
      "summary": "Changes a recipe " +
        "for the weather",
      "signals": ["Reads the dough, e.g. by touch"],
      "examples": [],
    }, {
      "summary": 'Teaches a bakery\'s bakers',
      "signals": [],
      "examples": [],
    }]
  },
}

export const trackIds = Object.keys(tracks)

export const titles = [
  {label: 'Baker', minPoints: 0, maxPoints: 10},
  {label: 'Master Baker', minPoints: 11},
  {label: 'Bakery Lead', minPoints: 11},
]
